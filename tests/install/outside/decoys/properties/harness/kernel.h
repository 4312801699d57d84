#error "this is the outside project's own header"
