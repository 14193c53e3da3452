using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Deletes subjects and versions: first softly, then for good.</summary>
internal static class SubjectDeletion
{
    public static void MapDeletion(this RouteGroupBuilder registry)
    {
        registry.MapDelete("subjects/{subject}", DeleteSubjectAsync).WithSummary("Delete a subject; with permanent=true for good");
        registry.MapDelete("subjects/{subject}/versions/{version}", DeleteVersionAsync).WithSummary("Delete a version; with permanent=true for good");
    }

    private static Task<IResult> DeleteSubjectAsync(RegistryCall call) => ChangeAsync(call, async (subject, versions) =>
    {
        var permanent = call.Flag("permanent");
        if (versions.Count == 0)
        {
            return RegistryErrors.NoSubject(subject.Requested);
        }

        var live = versions.Where(version => !version.IsDeleted).ToList();
        if (permanent && live.Count > 0)
        {
            return RegistryErrors.SubjectNotDeleted(subject.Requested);
        }

        if (!permanent && live.Count == 0)
        {
            return RegistryErrors.SubjectDeleted(subject.Requested);
        }

        var gone = (permanent ? versions : live).Select(version => version.Version).ToList();
        await RequireUnreferencedAsync(call, subject, gone, permanent);
        if (permanent)
        {
            await VersionTable.RemoveAsync(call.Connection, subject.Name, gone, call.CancellationToken);
        }
        else
        {
            await VersionTable.HideAsync(call.Connection, subject.Name, gone, call.CancellationToken);
            await SettingTable.SetConfigAsync(call.Connection, subject.Name, config: null, call.CancellationToken);
            await SettingTable.SetModeAsync(call.Connection, subject.Name, mode: null, call.CancellationToken);
        }

        return RegistryAnswer.Of(gone);
    });

    private static Task<IResult> DeleteVersionAsync(RegistryCall call) => ChangeAsync(call, async (subject, versions) =>
    {
        var text = call.Segment(4);
        if (!RegistryCall.TryVersion(text, out var number))
        {
            return RegistryErrors.InvalidVersion(text);
        }

        if (versions.Count == 0)
        {
            return RegistryErrors.NoSubject(subject.Requested);
        }

        var permanent = call.Flag("permanent");
        var found = number is null ? versions.LastOrDefault(version => version.IsDeleted == permanent) : versions.FirstOrDefault(version => version.Version == number);
        if (found is null)
        {
            return number is { } missing ? RegistryErrors.NoVersion(missing) : RegistryErrors.NoSubject(subject.Requested);
        }

        if (found.IsDeleted != permanent)
        {
            return permanent ? RegistryErrors.VersionNotDeleted(subject.Requested, found.Version) : RegistryErrors.VersionDeleted(subject.Requested, found.Version);
        }

        await RequireUnreferencedAsync(call, subject, [found.Version], permanent);
        await (permanent
            ? VersionTable.RemoveAsync(call.Connection, subject.Name, [found.Version], call.CancellationToken)
            : VersionTable.HideAsync(call.Connection, subject.Name, [found.Version], call.CancellationToken));
        return RegistryAnswer.Of((JsonNode)found.Version);
    });

    private static Task<IResult> ChangeAsync(RegistryCall call, Func<SubjectKey, IReadOnlyList<SchemaVersion>, Task<RegistryAnswer>> change) => SubjectChange.RunAsync(call, async subject =>
    {
        if (subject.Product is { } product)
        {
            return RegistryErrors.NotPermitted(
                $"Subject '{subject.Requested}' is the contract of {product}@{subject.Major} and stays as long as it does; POST /products/{product}/majors/{subject.Major}/retirement ends it.");
        }

        return await SettingTable.EffectiveModeAsync(call.Connection, subject.Name, call.CancellationToken) is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride
            ? RegistryErrors.NotPermitted($"Subject {subject.Requested} is in read-only mode")
            : await change(subject, await VersionTable.ListAsync(call.Connection, subject.Name, call.CancellationToken));
    });

    private static async Task RequireUnreferencedAsync(RegistryCall call, SubjectKey subject, IReadOnlyList<int> versions, bool deletedToo)
    {
        foreach (var version in versions)
        {
            if ((await VersionTable.ReferencedByAsync(call.Connection, subject.Name, [version], deletedToo, call.CancellationToken)).Count > 0)
            {
                throw new RequestRefusedException(RegistryErrors.ReferenceExists(subject.Requested, version));
            }
        }
    }
}
