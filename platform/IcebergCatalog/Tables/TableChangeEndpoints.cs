using System.Text.Json;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Making, changing, renaming and dropping tables.</summary>
internal static class TableChangeEndpoints
{
    public static void MapTableChanges(this IEndpointRouteBuilder catalog)
    {
        catalog.MapPost("namespaces/{ns}/tables", CreateAsync).WithName("CreateTable").WithSummary("Make a table, or prepare one that a commit makes");
        catalog.MapPost("namespaces/{ns}/register", RegisterAsync).WithName("RegisterTable").WithSummary("Take in a table whose metadata file is there");
        catalog.MapPost("namespaces/{ns}/tables/{table}", CommitAsync).WithName("CommitTable").WithSummary("Change a table, all changes or none");
        catalog.MapDelete("namespaces/{ns}/tables/{table}", DropAsync).WithName("DropTable").WithSummary("Drop a table, with purgeRequested its files too");
        catalog.MapPost("tables/rename", RenameAsync).WithName("RenameTable").WithSummary("Give a table another name");
        catalog.MapPost("transactions/commit", CommitTransactionAsync).WithName("CommitTransaction").WithSummary("Change several tables, all or none");
    }

    private static Task<IResult> CreateAsync(HttpContext http, TableCreation creation, TableAnswers answers, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        async key =>
        {
            var table = RequestBody.Read(http, NewTable.Parse);
            var (made, vended) = await creation.CreateAsync(
                http.User.ToPrincipal(), RequestPath.Namespace(http), table, key, (target, metadata) => answers.VendAsync(http, target, metadata, cancellationToken), cancellationToken);
            return made.ToAnswer(vended: vended);
        },
        cancellationToken);

    private static Task<IResult> RegisterAsync(HttpContext http, TableRegistration registration, TableAnswers answers, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        async key =>
        {
            var (name, location, overwrite) = RequestBody.Read(http, TableRequests.ReadRegistration);
            var (taken, vended) = await registration.RegisterAsync(
                http.User.ToPrincipal(), RequestPath.Namespace(http), name, location, overwrite, key, (target, metadata) => answers.VendAsync(http, target, metadata, cancellationToken), cancellationToken);
            return taken.ToAnswer(vended: vended);
        },
        cancellationToken);

    private static Task<IResult> CommitAsync(HttpContext http, TableCommits commits, TableAnswers answers, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        async key =>
        {
            var table = RequestPath.Table(http);
            var commit = RequestBody.Read(http, TableCommit.Parse);
            if (commit.Identifier is { } named && named != table)
            {
                throw IcebergRefusedException.BadRequest($"body.identifier: is {named}, the address of {table}; both must be the same.");
            }

            var (after, before) = await commits.CommitAsync(http.User.ToPrincipal(), table, commit, key, cancellationToken);
            if (before is null || !http.Request.Headers["Prefer"].Contains(CommitReceipt.Preference, StringComparer.OrdinalIgnoreCase))
            {
                return after.ToAnswer();
            }

            http.Response.Headers["Preference-Applied"] = CommitReceipt.Preference;
            return after.ToReceipt(before);
        },
        cancellationToken);

    private static Task<IResult> DropAsync(HttpContext http, TableRemoval removal, TableAnswers answers, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        async key =>
        {
            // PyIceberg writes "True" and "False".
            var purge = http.Request.Query["purgeRequested"].ToString() is { Length: > 0 } text
                && (bool.TryParse(text, out var requested) ? requested : throw IcebergRefusedException.BadRequest("purgeRequested: must be true or false."));
            await removal.DropAsync(http.User.ToPrincipal(), RequestPath.Table(http), purge, key, cancellationToken);
            return TypedResults.NoContent();
        },
        cancellationToken);

    private static Task<IResult> RenameAsync(HttpContext http, TableRemoval removal, TableAnswers answers, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        async key =>
        {
            var (source, destination) = RequestBody.Read(http, TableRequests.ReadRename);
            await removal.RenameAsync(http.User.ToPrincipal(), source, destination, key, cancellationToken);
            return TypedResults.NoContent();
        },
        cancellationToken);

    private static Task<IResult> CommitTransactionAsync(HttpContext http, TableCommits commits, TableAnswers answers, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        async key =>
        {
            var changes = RequestBody.Read(http, TableRequests.ReadTransaction);
            await commits.CommitAsync(http.User.ToPrincipal(), changes, key, cancellationToken);
            return TypedResults.NoContent();
        },
        cancellationToken);
}

/// <summary>The bodies of requests about tables that are no commits.</summary>
internal static class TableRequests
{
    public static (string Name, string MetadataLocation, bool Overwrite) ReadRegistration(JsonObjectReader body) =>
        (body.RequiredText("name"), body.RequiredText("metadata-location"), body.Take("overwrite") is { ValueKind: JsonValueKind.True });

    public static (TableIdentifier Source, TableIdentifier Destination) ReadRename(JsonObjectReader body)
    {
        return (Identifier("source"), Identifier("destination"));

        TableIdentifier Identifier(string member) => TableIdentifier.Read(body.Required(member), body.Place.Member(member));
    }

    public static IReadOnlyList<TableCommit> ReadTransaction(JsonObjectReader body)
    {
        var commits = body.RequiredList("table-changes", TableCommit.Read);
        return commits.Count == 0 ? throw IcebergRefusedException.BadRequest("body.table-changes: must be an array with at least one commit.")
            : commits.All(commit => commit.Identifier is not null) ? commits
            : throw IcebergRefusedException.BadRequest("body.table-changes: each commit needs the identifier of its table.");
    }
}
