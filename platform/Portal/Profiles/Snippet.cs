namespace MeshStarter.Portal.Profiles;

/// <summary>Lines to paste that read a product with one kind of client.</summary>
/// <param name="Client">The client, such as <c>curl</c>.</param>
/// <param name="Note">What the client needs; null where there is nothing to say.</param>
/// <param name="Text">The lines.</param>
internal sealed record Snippet(string Client, string? Note, string Text);
