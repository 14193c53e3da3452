// Placeholder until the map of the mesh is drawn here.
return;
