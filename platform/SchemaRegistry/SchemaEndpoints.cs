using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Schemas by their ids.</summary>
internal static class SchemaEndpoints
{
    public static void MapSchemas(this RouteGroupBuilder registry)
    {
        registry.MapGet("schemas", ListAsync).WithSummary("All versions of all subjects");
        registry.MapGet("schemas/ids/{id}", FindAsync).WithSummary("A schema by its id");
        registry.MapGet("schemas/ids/{id}/schema", TextAsync).WithSummary("A schema's text alone");
        registry.MapGet("schemas/ids/{id}/subjects", SubjectsAsync).WithSummary("The subjects that a schema is in");
        registry.MapGet("schemas/ids/{id}/versions", VersionsAsync).WithSummary("The versions that a schema is");
        registry.MapGet("schemas/guids/{guid}", FindByGuidAsync).WithSummary("A schema by its guid");
        registry.MapGet("schemas/guids/{guid}/ids", IdsAsync).WithSummary("The ids of a guid");
    }

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var deletedToo = RegistryRequest.Flag(http, "deleted");
        var versions = (await VersionTable.ListAllAsync(connection, SubjectName.Beginning(http.Request.Query["subjectPrefix"]), cancellationToken)).Where(version => deletedToo || !version.IsDeleted).ToList();
        var seen = (await RegistryView.SeenAsync(connection, access, http.User.ToPrincipal(), versions.Select(version => version.Subject), cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var visible = versions.Where(version => seen.Contains(version.Subject));
        if (RegistryRequest.Flag(http, "latestOnly"))
        {
            var newest = await ContractTable.NewestAsync(connection, seen, cancellationToken);
            visible = visible.GroupBy(version => version.Subject, StringComparer.Ordinal).Select(subject => RegistryView.Latest(subject.Key, [.. subject], newest)).OfType<SchemaVersion>();
        }

        return RegistryAnswer.Of(new JsonArray([.. RegistryRequest.Page(http, visible).Select(version => RegistryView.Describe(version.Subject, version, version.Schema.Text))]));
    }

    private static async Task<IResult> FindAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (schema, versions, error) = await ByIdAsync(connection, access, http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var answer = RegistryView.Describe(schema!, await RegistryView.FormattedAsync(connection, access, http, schema!, cancellationToken));
        if (RegistryRequest.Flag(http, "fetchMaxId"))
        {
            answer["maxId"] = await SchemaTable.MaxIdAsync(connection, cancellationToken);
        }

        // The same schema may be in several subjects: the contract is the one of the subject that the caller has in mind.
        if (http.Request.Query["subject"].ToString() is { Length: > 0 } requested && SubjectName.TryParse(requested, out var name))
        {
            var subject = await access.ResolveAsync(connection, name, cancellationToken);
            if (versions.LastOrDefault(version => version.Subject == subject.Name) is { } place
                && await ContractTable.FindAsync(connection, subject.Name, place.Version, cancellationToken) is { } contract)
            {
                answer["metadata"] = RegistryView.Metadata(contract);
            }
        }

        return RegistryAnswer.Of(answer);
    }

    private static async Task<IResult> TextAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (schema, _, error) = await ByIdAsync(connection, access, http, cancellationToken);
        return error ?? RegistryView.Text(await RegistryView.FormattedAsync(connection, access, http, schema!, cancellationToken));
    }

    private static async Task<IResult> SubjectsAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (_, versions, error) = await ByIdAsync(connection, access, http, cancellationToken);
        var deletedToo = RegistryRequest.Flag(http, "deleted");
        return error ?? RegistryAnswer.Of(RegistryRequest.Page(http, versions.Where(version => deletedToo || !version.IsDeleted).Select(version => version.Subject).Distinct(StringComparer.Ordinal)));
    }

    private static async Task<IResult> VersionsAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (_, versions, error) = await ByIdAsync(connection, access, http, cancellationToken);
        var deletedToo = RegistryRequest.Flag(http, "deleted");
        return error ?? RegistryAnswer.Of(new JsonArray([.. RegistryRequest.Page(http, versions.Where(version => deletedToo || !version.IsDeleted))
            .Select(version => new JsonObject { ["subject"] = version.Subject, ["version"] = version.Version })]));
    }

    private static async Task<IResult> FindByGuidAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (schema, error) = await ByGuidAsync(connection, access, http, cancellationToken);
        return error ?? RegistryAnswer.Of(RegistryView.Describe(schema!, await RegistryView.FormattedAsync(connection, access, http, schema!, cancellationToken)));
    }

    private static async Task<IResult> IdsAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (schema, error) = await ByGuidAsync(connection, access, http, cancellationToken);
        return error ?? RegistryAnswer.Of(new JsonArray(new JsonObject { ["context"] = ".", ["id"] = schema!.Id }));
    }

    private static async Task<(StoredSchema? Schema, IReadOnlyList<SchemaVersion> Versions, RegistryAnswer? Error)> ByIdAsync(
        NpgsqlConnection connection, RegistryAccess access, HttpContext http, CancellationToken cancellationToken)
    {
        var text = RegistryRequest.Segment(http, 3);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return (null, [], RegistryErrors.NoSchema(text));
        }

        var versions = await SeenAsync(connection, access, http.User.ToPrincipal(), id, cancellationToken);
        return versions.Count > 0 ? (versions[0].Schema, versions, null) : (null, [], RegistryErrors.NoSchema(id));
    }

    private static async Task<(StoredSchema? Schema, RegistryAnswer? Error)> ByGuidAsync(NpgsqlConnection connection, RegistryAccess access, HttpContext http, CancellationToken cancellationToken)
    {
        var text = RegistryRequest.Segment(http, 3);
        return Guid.TryParse(text, out var guid) && await SchemaTable.FindAsync(connection, guid, cancellationToken) is { } schema
            && (await SeenAsync(connection, access, http.User.ToPrincipal(), schema.Id, cancellationToken)).Count > 0
                ? (schema, null)
                : (null, RegistryErrors.NoSchema(text));
    }

    // A schema is there for those who may know of a subject that it is in, deleted softly or not.
    private static async Task<IReadOnlyList<SchemaVersion>> SeenAsync(NpgsqlConnection connection, RegistryAccess access, Principal principal, int id, CancellationToken cancellationToken)
    {
        var versions = await VersionTable.ListAsync(connection, id, cancellationToken);
        var seen = await RegistryView.SeenAsync(connection, access, principal, versions.Select(version => version.Subject), cancellationToken);
        return [.. versions.Where(version => seen.Contains(version.Subject, StringComparer.Ordinal))];
    }
}
