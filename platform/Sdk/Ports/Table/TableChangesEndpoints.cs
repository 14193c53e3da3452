using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Reports to readers of a table which moments of a column changed since a snapshot, where they see that column in clear and all rows.</summary>
internal static class TableChangesEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet($"/products/{{product}}/{TablePort.Kind.Segment}{TableChanges.Segment}", ReadAsync).WithQueryParameters()
        .WithName("ReadTableChanges").WithSummary("The current snapshot, and the moments of ?column= whose rows changed ?since= a snapshot, in steps of ?step= minutes").WithTags("ports");

    private static async Task<Results<Ok<TableChanges>, ProblemHttpResult>> ReadAsync(
        string product, HttpContext http, PortEnforcementPoint enforcement, OwnTables tables, OutboxStore outbox, QuarantineStore quarantine, CancellationToken cancellationToken, long? since = null, string? column = null, int step = TableChanges.MostMinutes)
    {
        var reader = enforcement.Enter(http, product, PortType.Table);
        if (step is < 1 or > TableChanges.MostMinutes)
        {
            return PortProblems.BadRequest(string.Create(CultureInfo.InvariantCulture, $"{TableChanges.Step}: must be a whole number of minutes from 1 to {TableChanges.MostMinutes}."));
        }

        var schema = reader.Product.Descriptor.Schema;
        var found = schema.FirstOrDefault(each => each.Name == column);
        if (column is not null && (found is null || !ChangedMoments.Accepts(found.Type)))
        {
            return PortProblems.BadRequest($"{TableChanges.Column}: must be a column of type DATE, TIMESTAMP or TIMESTAMP_NTZ{Named(schema)}.");
        }

        http.Response.Headers.CacheControl = "no-store";
        var (snapshot, published) = await tables.CurrentSnapshotAsync(reader.Product, cancellationToken);
        if (found is null || snapshot is null || snapshot == since)
        {
            var unchanged = new TableChanges(snapshot, [], null);
            return TypedResults.Ok(HidesPositions(reader) ? unchanged : await WithPositionsAsync(unchanged, reader.Product, published, outbox, quarantine, cancellationToken));
        }

        if (Hidden(reader, found) is { } reason)
        {
            return TypedResults.Ok(new TableChanges(snapshot, null, reason));
        }

        enforcement.Record(reader);
        return TypedResults.Ok(await tables.ChangesAsync(reader.Product, since, found, TimeSpan.FromMinutes(step), cancellationToken));
    }

    private static async Task<TableChanges> WithPositionsAsync(TableChanges changes, OwnProduct product, long published, OutboxStore outbox, QuarantineStore quarantine, CancellationToken cancellationToken) => changes with
    {
        Emitted = await outbox.LastPositionAsync(product.Id, cancellationToken),
        Published = await quarantine.CompletedAsync(product.Id, published, cancellationToken),
    };

    // Positions count hidden rows, too. Pipelines wait by them for the end of an import, as services.
    private static bool HidesPositions(PortReader reader) =>
        reader.Decision.RowFilters.Count > 0 && !reader.Principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);

    // A moment that only hidden rows have would report of them.
    private static string? Hidden(PortReader reader, ColumnDefinition column) =>
        reader.Decision.Masks.ContainsKey(column.Name) ? $"{reader.Product.Name} shows {column.Name} masked"
        : reader.Decision.RowFilters.Count > 0 ? $"{reader.Product.Name} shows some of its rows only"
        : null;

    private static string Named(IReadOnlyList<ColumnDefinition> schema) =>
        schema.Where(column => ChangedMoments.Accepts(column.Type)).Select(column => column.Name).ToList() is { Count: > 0 } names ? $": {string.Join(", ", names)}" : "; there is none";
}
