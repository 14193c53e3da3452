namespace MeshStarter.AppHost.Resources;

/// <summary>The service of a domain elsewhere, as the mesh knows it.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Address">The address at which readers reach it.</param>
/// <param name="Settings">What it needs to join the mesh, by the names of its settings: a text, or an <see cref="IValueProvider"/> whose text is known once the mesh runs.</param>
/// <param name="Missing">The settings that it needs and this start does not have.</param>
internal sealed record ElsewhereService(string Domain, string Address, IReadOnlyDictionary<string, object> Settings, IReadOnlyList<string> Missing);
