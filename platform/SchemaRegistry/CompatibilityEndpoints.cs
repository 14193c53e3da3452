using System.Text.Json.Nodes;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Holds a schema against a subject without registering it.</summary>
internal static class CompatibilityEndpoints
{
    public static void MapCompatibility(this RouteGroupBuilder registry)
    {
        registry.MapPost("compatibility/subjects/{subject}/versions", CheckAllAsync).WithSummary("Hold a schema against what the subject's level asks for");
        registry.MapPost("compatibility/subjects/{subject}/versions/{version}", CheckOneAsync).WithSummary("Hold a schema against one version");
    }

    private static async Task<IResult> CheckAllAsync(RegistryCall call)
    {
        var (subject, versions) = await RegistryView.VersionsAsync(call, place: 3);
        return await CheckAsync(call, subject, [.. versions.Where(version => !version.IsDeleted)]);
    }

    private static async Task<IResult> CheckOneAsync(RegistryCall call)
    {
        var text = call.Segment(5);
        if (!RegistryCall.TryVersion(text, out var number))
        {
            return RegistryErrors.InvalidVersion(text);
        }

        var (subject, versions) = await RegistryView.VersionsAsync(call, place: 3);
        var live = versions.Where(version => !version.IsDeleted).ToList();
        if (number is { } wanted)
        {
            return live.Find(version => version.Version == wanted) is { } found
                ? await CheckAsync(call, subject, [found])
                : RegistryErrors.NoVersion(wanted);
        }

        // Nothing is in the way of a subject's first schema.
        return await CheckAsync(call, subject, await RegistryView.LatestAsync(call, subject, live) is { } latest ? [latest] : []);
    }

    private static async Task<IResult> CheckAsync(RegistryCall call, SubjectKey subject, IReadOnlyList<SchemaVersion> earlier)
    {
        // A comparison answers about every type that a version uses: with types of a product that the caller may not discover it is not there. Those who keep
        // the subject go on with it, without their texts.
        foreach (var known in RegistryAccess.Keeps(call.Principal, subject) ? [] : earlier)
        {
            if (!await ReferencedSchema.SeesTypesAsync(call, known.Schema))
            {
                return RegistryErrors.NoVersion(known.Version);
            }
        }

        var request = await SchemaRequest.ReadAsync(call);
        var schema = await ReferencedSchema.ReadNewAsync(call, request, call.Flag("normalize") || await SettingTable.NormalizesAsync(call.Connection, subject, call.CancellationToken));
        var level = await SettingTable.LevelAsync(call.Connection, subject.Name, call.CancellationToken);
        var found = await SchemaRegistration.ConflictAsync(call.Connection, level, schema.Schema, earlier, call.CancellationToken);
        var answer = new JsonObject { ["is_compatible"] = found is null };
        if (call.Flag("verbose"))
        {
            answer["messages"] = new JsonArray([.. found is var (version, conflict) && await ReferencedSchema.SeesTypesAsync(call, version.Schema) ? RegistryEndpoints.Details(conflict, version, level).Select(text => (JsonNode)text) : []]);
        }

        return RegistryAnswer.Of(answer);
    }
}
