namespace MeshStarter.Contracts.Registration;

/// <summary>The service levels of a product, as its descriptor states them; null where it promises nothing.</summary>
/// <param name="FreshnessSla">The longest time that an emitted row waits until readers see it, such as <c>5 minutes</c>.</param>
/// <param name="Availability">Share of the time in which the ports are open and the table is readable, such as <c>99.9%</c>.</param>
/// <param name="Completeness">Share of the emitted rows that reach readers, such as <c>99.9%</c>.</param>
public sealed record ServiceLevels(string? FreshnessSla, string? Availability, string? Completeness);
