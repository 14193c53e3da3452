using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Kind: Project, Executable, Container, Parameter, ConnectionString.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Further facts by name, such as <c>executable.pid</c>.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>State; one of <see cref="KnownResourceStates"/> or a word of one's own.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Exit code of a process that ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it started (UTC).</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Where one finds it.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>How it relates to others.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>Whether it is meant not to be shown.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Newest result of each health check; a check that has not run yet has no status.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The worst of the reports; healthy when there are no checks, null while it does not run.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Select(r => r.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy)
            .DefaultIfEmpty(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy)
            .Min();

    /// <summary>The handlers of its ready event, once it was published.</summary>
    internal Task? Ready { get; init; }
}
