using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Audit;

/// <summary>The audit trail: services append their decisions, principals that policy permits read it, no caller changes it.</summary>
internal static class AuditEndpoints
{
    private const int BatchLimit = 1000;
    private const long BodyLimitBytes = 4 * 1024 * 1024;

    public static void AddAuditTrail(this WebApplicationBuilder builder) => builder.Services.AddSingleton<AuditStore>().AddSingleton<AuditReading>();

    public static void MapAuditTrail(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit").WithTags("Audit");
        group.MapPost("/", AppendAsync)
            .RequireAuthorization(policy => policy.RequireRole(MeshRoles.Service))
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimitBytes))
            .WithName("AppendAudit").WithSummary("Appends what a service decided");
        group.MapGet("/", ReadAsync)
            .WithName("ReadAudit").WithSummary("The audit trail, newest first");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AppendAsync(AuditBatch batch, HttpContext context, AuditStore store, CancellationToken cancellationToken)
    {
        var caller = context.User.ToPrincipal().Subject;
        if (batch.Records.Count is 0 or > BatchLimit)
            return Bad($"records: {batch.Records.Count} records. Send 1 to {BatchLimit} at once.");
        for (var index = 0; index < batch.Records.Count; index++)
        {
            if (AuditRules.Check(batch.Records[index], caller) is { } wrong)
                return Bad($"records[{index}].{wrong}");
        }
        await store.AppendAsync(batch.Records, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> ReadAsync(
        [AsParameters] AuditQuery query, HttpContext context, AuditReading reading, AuditStore store, CancellationToken cancellationToken)
    {
        if (query.ToFilter(out var wrong) is not { } filter)
            return Bad(wrong!);
        var decision = await reading.DecideAsync(context.User.ToPrincipal(), filter.Product, cancellationToken);
        return decision.Permit
            ? TypedResults.Ok(await store.ReadAsync(filter, cancellationToken))
            : Forbidden(filter.Product is null ? $"{decision.Reason} Name one with ?product=domain.product whose audit you may read." : decision.Reason);
    }

    private static ProblemHttpResult Bad(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "Bad request", type: ProblemTypes.BadRequest);

    private static ProblemHttpResult Forbidden(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "Not permitted", type: ProblemTypes.Forbidden);
}
