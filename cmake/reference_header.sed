# Makes a header one of the reference: for Doxygen's FILTER_PATTERNS.

# The inline namespace is no part of any name that a user writes.
/BENTOCLOUD_ABI/d

# The first sentence of a group is the brief of its members, when its comment begins with it.
s|^ */// \\{$|\n&\n|
