using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Problems;

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

    private static async Task<IResult> FindDefaultAsync(RegistryCall call)
    {
        return Answer(await SettingTable.DefaultModeAsync(call.Connection, call.CancellationToken));
    }

    private static Task<IResult> SetDefaultAsync(RegistryCall call) => call.ChangeDefaultAsync(async () =>
    {
        if (await ReadAsync(call) is not { } mode)
        {
            return RegistryErrors.InvalidMode();
        }

        await SettingTable.SetDefaultModeAsync(call.Connection, mode, call.CancellationToken);
        return Answer(mode);
    });

    private static Task<IResult> FindAsync(RegistryCall call) => call.OfSubjectAsync(async subject =>
    {
        var mode = await call.SeesAsync(subject) ? await SettingTable.ModeAsync(call.Connection, subject.Name, call.CancellationToken) : null;
        if (mode is null && call.Flag("defaultToGlobal"))
        {
            mode = await SettingTable.DefaultModeAsync(call.Connection, call.CancellationToken);
        }

        return mode is null ? RegistryErrors.NoMode(subject.Requested) : Answer(mode);
    });

    private static Task<IResult> SetAsync(RegistryCall call) => SubjectChange.RunAsync(call, () => ReadAsync(call), async (subject, mode) =>
    {
        if (mode is null)
        {
            return RegistryErrors.InvalidMode();
        }

        RequireNoProduct(subject);
        if (mode == RegistryMode.Import)
        {
            call.Access.RequireImport(call.Principal);
        }

        // Ids of another registry go only where no ids of this one are.
        if (mode == RegistryMode.Import && !call.Flag("force") && (await VersionTable.ListAsync(call.Connection, subject.Name, call.CancellationToken)).Any(version => !version.IsDeleted))
        {
            return RegistryErrors.NotPermitted($"Cannot import since found existing subjects: {subject.Requested}");
        }

        await SettingTable.SetModeAsync(call.Connection, subject.Name, mode, call.CancellationToken);
        return Answer(mode);
    });

    private static Task<IResult> ResetAsync(RegistryCall call) => SubjectChange.RunAsync(call, async subject =>
    {
        RequireNoProduct(subject);
        if (await SettingTable.ModeAsync(call.Connection, subject.Name, call.CancellationToken) is not { } previous)
        {
            return RegistryErrors.NoSubject(subject.Requested);
        }

        await SettingTable.SetModeAsync(call.Connection, subject.Name, mode: null, call.CancellationToken);
        return Answer(previous);
    });

    private static void RequireNoProduct(SubjectKey subject)
    {
        if (subject.Product is { } product)
        {
            throw new RequestRefusedException(RegistryErrors.NotPermitted($"Subject '{subject.Requested}' is written by the registration of {product} alone; it has no mode of its own."));
        }
    }

    private static async Task<string?> ReadAsync(RegistryCall call) =>
        await call.BodyAsync() is { } body && body.TryGetProperty("mode", out var mode) && mode.ValueKind == JsonValueKind.String
            ? RegistryMode.Find(mode.GetString())
            : null;

    private static RegistryAnswer Answer(string mode) => RegistryAnswer.Of(new JsonObject { ["mode"] = mode });
}
