namespace MeshStarter.Architecture.Tests.House;

/// <summary>A text of the repository.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Text">What it says.</param>
internal sealed record SourceFile(string Path, string Text);
