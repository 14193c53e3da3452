namespace MeshStarter.Portal.Layout;

/// <summary>A step of the way to a page.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Address">Its address; null for a step without a page, and for the page itself.</param>
public sealed record Crumb(string Text, string? Address = null);
