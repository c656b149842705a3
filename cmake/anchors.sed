# Gives each heading of the README the anchor that its links mean: Doxygen makes up others.
/^##/ {
  h
  s/^#* //
  s/.*/\L&/
  s/[^a-z0-9 _-]//g
  s/ /-/g
  s/.*/ {#&}/
  x
  G
  s/\n//
}
