//! Docent: a search engine for tutorial and documentation sites.

pub mod error;

pub mod document;

pub mod api;

pub mod config;

pub mod analysis;

pub mod corpus;

pub mod index;

pub mod query;

pub mod search;

pub mod build;

#[cfg(feature = "serve")]
pub mod http;

#[cfg(feature = "cli")]
pub mod cli;
