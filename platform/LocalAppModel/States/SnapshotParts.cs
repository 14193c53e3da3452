using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>State of a resource.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>.</param>
public sealed record ResourceStateSnapshot(string Text);

/// <summary>A fact about a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>Result of a health check.</summary>
/// <param name="Name">Which check.</param>
/// <param name="Status">How it ended; null while it has not run.</param>
/// <param name="Description">What is wrong.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description);
