using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Keeps what is set for subjects and for all: the compatibility level with what clients set alongside it, and the mode.</summary>
internal static class SettingTable
{
    public const string LevelMember = "compatibility";

    /// <summary>Returns the setting of a subject; null where there is none.</summary>
    public static async Task<JsonObject?> ConfigAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken) => Parse(await connection.FirstAsync<string?>(
        "SELECT config::text FROM schema_subjects WHERE name = @Subject", new { Subject = subject }, cancellationToken));

    /// <summary>Returns the setting of all subjects.</summary>
    public static async Task<JsonObject> DefaultConfigAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => Parse(await connection.FirstAsync<string>(
        "SELECT config::text FROM schema_defaults", null, cancellationToken))!;

    /// <summary>The level that a new version of a subject is held to.</summary>
    public static async Task<CompatibilityLevel> LevelAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken) =>
        LevelOf(await ConfigAsync(connection, subject, cancellationToken)) ?? LevelOf(await DefaultConfigAsync(connection, cancellationToken)) ?? CompatibilityLevel.Backward;

    /// <summary>
    /// Whether schemas of a subject are normalized where a client does not say so: by its setting, else by that of all. A product's subject has the
    /// schemas of the contract as they are.
    /// </summary>
    public static async Task<bool> NormalizesAsync(NpgsqlConnection connection, SubjectKey subject, CancellationToken cancellationToken) =>
        subject.Product is null
        && (FlagOf(await ConfigAsync(connection, subject.Name, cancellationToken)) ?? FlagOf(await DefaultConfigAsync(connection, cancellationToken)) ?? false);

    private static bool? FlagOf(JsonObject? config) => config?["normalize"] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>The level that a setting names; null where it names none.</summary>
    public static CompatibilityLevel? LevelOf(JsonObject? config) =>
        config?[LevelMember] is JsonValue value && CompatibilityLevels.TryParse(value.GetValue<string>(), out var level) ? level : null;

    public static Task SetConfigAsync(NpgsqlConnection connection, string subject, JsonObject? config, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "INSERT INTO schema_subjects (name, config) VALUES (@Subject, @Config::jsonb) ON CONFLICT (name) DO UPDATE SET config = excluded.config",
        new { Subject = subject, Config = config?.ToJsonString() },
        cancellationToken);

    /// <summary>Sets the configuration of a subject, and no mode.</summary>
    public static void Set(StatementBatch batch, string subject, JsonObject config) => batch.Add(
        "INSERT INTO schema_subjects (name, config, mode) VALUES ($1, $2::jsonb, NULL) ON CONFLICT (name) DO UPDATE SET config = excluded.config, mode = NULL", subject, config.ToJsonString());

    public static Task SetDefaultConfigAsync(NpgsqlConnection connection, JsonObject config, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "UPDATE schema_defaults SET config = @Config::jsonb", new { Config = config.ToJsonString() }, cancellationToken);

    /// <summary>The mode that is set for a subject; null where none is.</summary>
    public static Task<string?> ModeAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken) => connection.FirstAsync<string?>(
        "SELECT mode FROM schema_subjects WHERE name = @Subject", new { Subject = subject }, cancellationToken);

    /// <summary>The mode that is set for all.</summary>
    public static async Task<string> DefaultModeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => (await connection.FirstAsync<string>(
        "SELECT mode FROM schema_defaults", null, cancellationToken))!;

    /// <summary>The mode that a subject is in.</summary>
    public static async Task<string> EffectiveModeAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken)
    {
        var general = await DefaultModeAsync(connection, cancellationToken);
        return general == RegistryMode.ReadOnlyOverride ? general : await ModeAsync(connection, subject, cancellationToken) ?? general;
    }

    public static Task SetModeAsync(NpgsqlConnection connection, string subject, string? mode, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "INSERT INTO schema_subjects (name, mode) VALUES (@Subject, @Mode) ON CONFLICT (name) DO UPDATE SET mode = excluded.mode",
        new { Subject = subject, Mode = mode },
        cancellationToken);

    public static Task SetDefaultModeAsync(NpgsqlConnection connection, string mode, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "UPDATE schema_defaults SET mode = @Mode", new { Mode = mode }, cancellationToken);

    private static JsonObject? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonObject>(json);
}
