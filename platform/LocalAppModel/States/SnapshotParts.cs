using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>State of a resource.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>.</param>
public sealed record ResourceStateSnapshot(string Text);

/// <summary>A property of a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>Result of a health check.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Status">Its result; null before the first run.</param>
/// <param name="Description">The problem.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description);
