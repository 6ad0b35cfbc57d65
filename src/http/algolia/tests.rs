//! The surface as its clients use it: golden requests and answers.
