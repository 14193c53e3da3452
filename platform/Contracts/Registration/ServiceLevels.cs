namespace MeshStarter.Contracts;

/// <summary>The service levels of a product, as its descriptor states them; null where it promises nothing.</summary>
/// <param name="FreshnessSla">Longest delay from outbox to snapshot, such as <c>5 minutes</c>.</param>
/// <param name="Availability">Share of the time that the ports answer, such as <c>99.9%</c>.</param>
/// <param name="Completeness">Share of required values that are there, such as <c>99.9%</c>.</param>
public sealed record ServiceLevels(string? FreshnessSla, string? Availability, string? Completeness);
