/** The shared secret of the tests. */
export const SECRET = "k3Jx9QmVtR7wZp2LbNfYc8HsDg4AuEeT";
