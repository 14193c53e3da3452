using MeshStarter.Governance.Access;
using MeshStarter.Governance.Rights;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Audit;

/// <summary>The audit trail: services append their decisions, principals that policy permits read it, no caller changes it.</summary>
internal static class AuditEndpoints
{
    private const long BodyLimitBytes = 4 * 1024 * 1024;

    public static void AddAuditTrail(this WebApplicationBuilder builder) => builder.Services.AddSingleton<AuditStore>().AddSingleton<AuditReading>().AddSingleton<AuditExport>()
        .AddSingleton(new TableRights(role => $"""
            GRANT USAGE ON SCHEMA public TO {role};
            REVOKE ALL ON audit_records, audit_keys, audit_heads, mesh_migrations FROM {role};
            GRANT SELECT, INSERT ON audit_records, audit_keys, audit_heads TO {role};
            """))
        .AddHostedService<AuditRights>();

    public static void MapAuditTrail(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit").WithTags("Audit");
        group.MapPost("/", AppendAsync)
            .RequireAuthorization(policy => policy.RequireRole(MeshRoles.Service))
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimitBytes))
            .WithName("AppendAudit").WithSummary("Appends what a service of the platform or of a domain decided");
        group.MapGet("/", ReadAsync)
            .WithQueryParameters()
            .WithName("ReadAudit").WithSummary("The audit trail, newest first: all of it, the products that the caller may audit, or the caller's own records");
        group.MapGet("/export", ExportAsync)
            .WithName("ExportAudit").WithSummary("The whole audit trail with its hash chains, signed heads and keys, a JSON object a line");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AppendAsync(AuditAppend batch, HttpContext context, AuditStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var sender = context.User.ToPrincipal();
        if (!AccessSeats.IsEnforcementPoint(sender))
        {
            return GovernanceProblems.Forbidden($"The services of the platform and of domains record what they decide; {sender.Subject} is neither.");
        }

        if (AuditRules.Read(batch, sender, out var wrong) is not { } accepted)
        {
            return GovernanceProblems.BadRequest(wrong!);
        }

        // No refusal, after which its sender would give the record up: a wait makes it valid.
        if (AuditRules.Ahead(accepted, time.GetUtcNow()) is { } ahead)
        {
            throw GovernanceProblems.Unavailable(ahead);
        }

        await store.AppendAsync(accepted, sender.Subject, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> ReadAsync(
        [AsParameters] AuditQuery query, HttpContext context, AuditReading reading, AuditStore store, CancellationToken cancellationToken)
    {
        if (query.ToFilter(out var wrong) is not { } filter)
        {
            return GovernanceProblems.BadRequest(wrong!);
        }

        var (view, reason) = await reading.ViewAsync(context.User.ToPrincipal(), filter, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return view is null ? GovernanceProblems.Forbidden(reason) : TypedResults.Ok(await store.ReadAsync(filter, view, cancellationToken));
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(HttpContext context, AuditReading reading, AuditExport export, CancellationToken cancellationToken)
    {
        var decision = await reading.DecideAsync(context.User.ToPrincipal(), cancellationToken);
        if (!decision.Permit)
        {
            return GovernanceProblems.Forbidden(decision.Reason);
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        await export.WriteAsync(context.Response.BodyWriter, cancellationToken);
        return TypedResults.Empty;
    }
}
