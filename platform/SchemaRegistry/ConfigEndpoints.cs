using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>
/// The compatibility level of a subject, and of all that set none. What clients set alongside it is kept and given back;
/// <c>normalize</c> is acted on.
/// </summary>
internal static class ConfigEndpoints
{
    private const string LevelAnswer = "compatibilityLevel";

    public static void MapConfig(this RouteGroupBuilder registry)
    {
        registry.MapGet("config", FindDefaultAsync).WithSummary("The level of subjects that set none");
        registry.MapPut("config", SetDefaultAsync).WithSummary("Set the level of subjects that set none");
        registry.MapDelete("config", ResetDefaultAsync).WithSummary("Set the level of subjects that set none back to BACKWARD");
        registry.MapGet("config/{subject}", FindAsync).WithSummary("A subject's level");
        registry.MapPut("config/{subject}", SetAsync).WithSummary("Set a subject's level");
        registry.MapDelete("config/{subject}", ResetAsync).WithSummary("Let a subject have the level of all");
    }

    private static async Task<IResult> FindDefaultAsync(RegistryCall call)
    {
        return Answer(await SettingTable.DefaultConfigAsync(call.Connection, call.CancellationToken));
    }

    private static Task<IResult> SetDefaultAsync(RegistryCall call) => call.ChangeDefaultAsync(async () =>
    {
        var config = await ReadAsync(call);
        config[SettingTable.LevelMember] ??= CompatibilityLevels.NameOf(SettingTable.LevelOf(await SettingTable.DefaultConfigAsync(call.Connection, call.CancellationToken)) ?? CompatibilityLevel.Backward);
        await SettingTable.SetDefaultConfigAsync(call.Connection, config, call.CancellationToken);
        return Answer(config);
    });

    private static Task<IResult> ResetDefaultAsync(RegistryCall call) => call.ChangeDefaultAsync(async () =>
    {
        var previous = await SettingTable.DefaultConfigAsync(call.Connection, call.CancellationToken);
        await SettingTable.SetDefaultConfigAsync(call.Connection, new JsonObject { [SettingTable.LevelMember] = CompatibilityLevels.NameOf(CompatibilityLevel.Backward) }, call.CancellationToken);
        return Answer(previous);
    });

    private static Task<IResult> FindAsync(RegistryCall call) => call.OfSubjectAsync(async subject =>
    {
        var isSeen = await call.SeesAsync(subject);
        var config = isSeen ? await SettingTable.ConfigAsync(call.Connection, subject.Name, call.CancellationToken) : null;
        if (config is null && call.Flag("defaultToGlobal"))
        {
            config = await SettingTable.DefaultConfigAsync(call.Connection, call.CancellationToken);
        }

        if (config is null)
        {
            return RegistryErrors.NoLevel(subject.Requested);
        }

        // The other name says that the product is there, and its major version.
        if (isSeen && subject.IsAlias)
        {
            config["alias"] = subject.Name;
        }

        return Answer(config);
    });

    private static Task<IResult> SetAsync(RegistryCall call) => SubjectChange.RunAsync(call, () => ReadAsync(call), async (subject, config) =>
    {
        var existing = await SettingTable.ConfigAsync(call.Connection, subject.Name, call.CancellationToken);
        if (subject.Product is { } product)
        {
            // A repeated value changes nothing: clients that set a level at each start continue to work.
            return config.All(member => JsonNode.DeepEquals(member.Value, existing?[member.Key]))
                ? Answer(config)
                : RegistryErrors.NotPermitted($"Subject '{subject.Requested}' has the level that the contract of {product}@{subject.Major} sets by quality.schema_evolution: {CompatibilityLevels.NameOf(SettingTable.LevelOf(existing) ?? CompatibilityLevel.None)}. Change data-product.yaml and start the service.");
        }

        if (config[SettingTable.LevelMember] is null && existing?[SettingTable.LevelMember] is { } level)
        {
            config[SettingTable.LevelMember] = level.DeepClone();
        }

        await SettingTable.SetConfigAsync(call.Connection, subject.Name, config, call.CancellationToken);
        return Answer(config);
    });

    private static Task<IResult> ResetAsync(RegistryCall call) => SubjectChange.RunAsync(call, async subject =>
    {
        if (subject.Product is { } product)
        {
            return RegistryErrors.NotPermitted($"Subject '{subject.Requested}' has the level that the contract of {product}@{subject.Major} sets by quality.schema_evolution.");
        }

        if (await SettingTable.ConfigAsync(call.Connection, subject.Name, call.CancellationToken) is not { } previous)
        {
            return RegistryErrors.NoSubject(subject.Requested);
        }

        await SettingTable.SetConfigAsync(call.Connection, subject.Name, config: null, call.CancellationToken);
        return Answer(previous);
    });

    private static async Task<JsonObject> ReadAsync(RegistryCall call)
    {
        if (await call.BodyAsync() is not { } body)
        {
            throw new RequestRefusedException(RegistryErrors.BadRequest("The body is a JSON object with the member \"compatibility\"."));
        }

        var config = new JsonObject();
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is SettingTable.LevelMember or LevelAnswer)
            {
                if (member.Value.ValueKind != JsonValueKind.String || !CompatibilityLevels.TryParse(member.Value.GetString(), out var level))
                {
                    throw new RequestRefusedException(RegistryErrors.InvalidLevel());
                }

                config[SettingTable.LevelMember] = CompatibilityLevels.NameOf(level);
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                config[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return config.Count == 0 ? throw new RequestRefusedException(RegistryErrors.InvalidLevel()) : config;
    }

    // Under both names, for clients differ in which they read.
    private static RegistryAnswer Answer(JsonObject config)
    {
        var answer = config.DeepClone().AsObject();
        if (answer[SettingTable.LevelMember] is { } level)
        {
            answer[LevelAnswer] = level.DeepClone();
        }

        return RegistryAnswer.Of(answer);
    }
}
