namespace MeshStarter.Cli.Products;

/// <summary>A part of what is shown of a product.</summary>
/// <param name="Name">The name that begins each of its lines; null where they begin with one of their own.</param>
/// <param name="Headings">The headings of its table.</param>
/// <param name="Lines">Its lines, with a tab between fields.</param>
internal sealed record ProfileSection(string? Name, IReadOnlyList<string> Headings, IReadOnlyList<string> Lines);
