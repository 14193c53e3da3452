using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Whether a subject takes schemas, and whether those do that set nothing.</summary>
internal static class ModeEndpoints
{
    public static void MapModes(this RouteGroupBuilder registry)
    {
        registry.MapGet("mode", FindDefaultAsync).WithSummary("The mode of subjects that set none");
        registry.MapPut("mode", SetDefaultAsync).WithSummary("Set the mode of subjects that set none");
        registry.MapGet("mode/{subject}", FindAsync).WithSummary("A subject's mode");
        registry.MapPut("mode/{subject}", SetAsync).WithSummary("Set a subject's mode");
        registry.MapDelete("mode/{subject}", ResetAsync).WithSummary("Let a subject have the mode of all");
    }

    private static async Task<IResult> FindDefaultAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return Answer(await SettingTable.DefaultModeAsync(connection, cancellationToken));
    }

    private static Task<IResult> SetDefaultAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken) => DefaultChange.RunAsync(
        http, database, access, async connection =>
        {
            if (await ReadAsync(http, cancellationToken) is not { } mode)
            {
                return RegistryErrors.InvalidMode();
            }

            await SettingTable.SetDefaultModeAsync(connection, mode, cancellationToken);
            return Answer(mode);
        },
        cancellationToken);

    private static Task<IResult> FindAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken) => RequestedSubject.RunAsync(
        http, database, access, async (connection, subject) =>
        {
            var mode = await access.SeesAsync(connection, http.User.ToPrincipal(), subject, cancellationToken) ? await SettingTable.ModeAsync(connection, subject.Name, cancellationToken) : null;
            if (mode is null && RegistryRequest.Flag(http, "defaultToGlobal"))
            {
                mode = await SettingTable.DefaultModeAsync(connection, cancellationToken);
            }

            return mode is null ? RegistryErrors.NoMode(subject.Requested) : Answer(mode);
        },
        cancellationToken);

    private static async Task<IResult> SetAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        var mode = await ReadAsync(http, cancellationToken);
        return await SubjectChange.RunAsync(
            http, database, access, async (connection, subject) =>
            {
                if (mode is null)
                {
                    return RegistryErrors.InvalidMode();
                }

                if (OfProduct(subject) is { } refusal)
                {
                    return refusal;
                }

                if (mode == RegistryMode.Import && access.ImportProblem(http.User.ToPrincipal()) is { } forbidden)
                {
                    return forbidden;
                }

                // Ids of another registry go only where no ids of this one are.
                if (mode == RegistryMode.Import && !RegistryRequest.Flag(http, "force") && (await VersionTable.ListAsync(connection, subject.Name, cancellationToken)).Any(version => !version.IsDeleted))
                {
                    return RegistryErrors.NotPermitted($"Cannot import since found existing subjects: {subject.Requested}");
                }

                await SettingTable.SetModeAsync(connection, subject.Name, mode, cancellationToken);
                return Answer(mode);
            },
            cancellationToken);
    }

    private static Task<IResult> ResetAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken) => SubjectChange.RunAsync(
        http, database, access, async (connection, subject) =>
        {
            if (OfProduct(subject) is { } refusal)
            {
                return refusal;
            }

            if (await SettingTable.ModeAsync(connection, subject.Name, cancellationToken) is not { } previous)
            {
                return RegistryErrors.NoSubject(subject.Requested);
            }

            await SettingTable.SetModeAsync(connection, subject.Name, mode: null, cancellationToken);
            return Answer(previous);
        },
        cancellationToken);

    private static RegistryAnswer? OfProduct(SubjectKey subject) => subject.Product is { } product
        ? RegistryErrors.NotPermitted($"Subject '{subject.Requested}' is written by the registration of {product} alone; it has no mode of its own.")
        : null;

    private static async Task<string?> ReadAsync(HttpContext http, CancellationToken cancellationToken) =>
        await RegistryRequest.BodyAsync(http, cancellationToken) is { } body && body.TryGetProperty("mode", out var mode) && mode.ValueKind == JsonValueKind.String
            ? RegistryMode.Find(mode.GetString())
            : null;

    private static RegistryAnswer Answer(string mode) => RegistryAnswer.Of(new JsonObject { ["mode"] = mode });
}
