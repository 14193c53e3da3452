using System.Collections.Concurrent;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Enforcement.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

/// <summary>Tests of a service that records its decisions, each with a governance that takes them.</summary>
public abstract class AuditedServiceTests : IAsyncLifetime
{
    private TestAuthority _authority = null!;

    private protected ConcurrentQueue<AuditBatch> Taken { get; } = new();

    private protected ConcurrentQueue<Guid> Decided { get; } = new();

    private protected FaultyGovernance Governance { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        Governance = await FaultyGovernance.StartAsync();
        Governance.Audit = Take;
    }

    public virtual async Task DisposeAsync()
    {
        await Governance.DisposeAsync();
        await _authority.DisposeAsync();
    }

    private protected IResult Take(AuditBatch batch)
    {
        Taken.Enqueue(batch);
        return Results.NoContent();
    }

    /// <summary>Starts a service that permits, refuses, and permits with a large body.</summary>
    private protected Task<TestService> StartServiceAsync(Dictionary<string, string?> settings, TimeProvider? time = null)
    {
        settings["services:governance:http:0"] = Governance.Address.ToString();
        settings["Mesh:Audit:RetryDelay"] = "00:00:00.02";
        return TestService.StartAsync(
            _authority,
            settings,
            builder =>
            {
                if (time is not null)
                {
                    builder.Services.AddSingleton(time);
                }

                builder.AddAudit();
            },
            app =>
            {
                app.MapGet("/decide", (AuditClient audit) => Decide(audit)).AllowAnonymous();
                app.MapGet("/refuse", (AuditClient audit) =>
                {
                    Decide(audit);
                    return Results.Problem("No.", statusCode: 403);
                }).AllowAnonymous();
                app.MapGet("/large", (AuditClient audit) =>
                {
                    Decide(audit);
                    return Results.Text(new string('x', 300_000));
                }).AllowAnonymous();
            });
    }

    private protected static AuditRecord Record() => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Service = TestService.Audience,
        Subject = "analyst",
        Action = AuditActions.Read,
        Permit = false,
        Reason = "No rule permits it.",
    };

    private void Decide(AuditClient audit)
    {
        var record = Record();
        audit.Record(record);
        Decided.Enqueue(record.Id);
    }
}
