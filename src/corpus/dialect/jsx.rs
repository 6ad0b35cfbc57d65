//! MDX, JSX and Vue: the children stay, the code goes. See [`super::super::jsx`].

pub(super) use super::super::jsx::apply;
