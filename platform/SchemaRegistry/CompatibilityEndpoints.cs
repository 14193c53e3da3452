using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Holds a schema against a subject without registering it.</summary>
internal static class CompatibilityEndpoints
{
    public static void MapCompatibility(this RouteGroupBuilder registry)
    {
        registry.MapPost("compatibility/subjects/{subject}/versions", CheckAllAsync).WithSummary("Hold a schema against what the subject's level asks for");
        registry.MapPost("compatibility/subjects/{subject}/versions/{version}", CheckOneAsync).WithSummary("Hold a schema against one version");
    }

    private static async Task<IResult> CheckAllAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, versions, error) = await RegistryView.VersionsAsync(connection, access, http, cancellationToken, place: 3);
        return subject is null ? error! : await CheckAsync(connection, access, http, subject, [.. versions.Where(version => !version.IsDeleted)], cancellationToken);
    }

    private static async Task<IResult> CheckOneAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        var text = RegistryRequest.Segment(http, 5);
        if (!RegistryRequest.TryVersion(text, out var number))
        {
            return RegistryErrors.InvalidVersion(text);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, versions, error) = await RegistryView.VersionsAsync(connection, access, http, cancellationToken, place: 3);
        if (subject is null)
        {
            return error!;
        }

        var live = versions.Where(version => !version.IsDeleted).ToList();
        if (number is { } wanted)
        {
            return live.Find(version => version.Version == wanted) is { } found
                ? await CheckAsync(connection, access, http, subject, [found], cancellationToken)
                : RegistryErrors.NoVersion(wanted);
        }

        // Nothing is in the way of a subject's first schema.
        return await CheckAsync(connection, access, http, subject, await RegistryView.LatestAsync(connection, subject, live, cancellationToken) is { } latest ? [latest] : [], cancellationToken);
    }

    private static async Task<IResult> CheckAsync(
        NpgsqlConnection connection, RegistryAccess access, HttpContext http, SubjectKey subject, IReadOnlyList<SchemaVersion> earlier, CancellationToken cancellationToken)
    {
        var (request, error) = await SchemaRequest.ReadAsync(http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var principal = http.User.ToPrincipal();
        var (schema, invalid) = await ReferencedSchema.ReadNewAsync(connection, access, principal, request!, RegistryRequest.Flag(http, "normalize"), cancellationToken);
        if (invalid is not null)
        {
            return invalid;
        }

        var level = await SettingTable.LevelAsync(connection, subject.Name, cancellationToken);
        var found = await SchemaRegistration.ConflictAsync(connection, level, schema!.Schema, earlier, cancellationToken);
        var answer = new JsonObject { ["is_compatible"] = found is null };
        if (RegistryRequest.Flag(http, "verbose"))
        {
            answer["messages"] = new JsonArray([.. found is var (version, conflict) && await ReferencedSchema.SeesTypesAsync(connection, access, principal, version.Schema, cancellationToken) ? RegistryEndpoints.Details(conflict, version, level).Select(text => (JsonNode)text) : []]);
        }

        return RegistryAnswer.Of(answer);
    }
}
