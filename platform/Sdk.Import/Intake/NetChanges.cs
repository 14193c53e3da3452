namespace MeshStarter.Sdk.Import.Intake;

/// <summary>The effect of changes of keyed rows on the rows that the source had before. A row that is as it was has none, and a delete voids the changes before it.</summary>
/// <param name="Deletes">The last delete of each row that the source had.</param>
/// <param name="Rows">New and changed rows, after the last delete of each.</param>
/// <param name="Last">The last change of each row, with an effect or without.</param>
internal sealed record NetChanges(IReadOnlyList<ValidatedChange> Deletes, IReadOnlyList<ValidatedChange> Rows, IReadOnlyCollection<ValidatedChange> Last)
{
    /// <summary>Returns the effect of changes.</summary>
    /// <param name="changes">The changes, those of each row in their order.</param>
    /// <param name="known">The digests of the rows that the source had before, by those of their keys.</param>
    public static NetChanges Of(IReadOnlyList<ValidatedChange> changes, IReadOnlyDictionary<Guid, Guid> known)
    {
        Dictionary<Guid, ValidatedChange> last = [];
        Dictionary<Guid, int> deletedAt = [];
        List<ValidatedChange> effective = [];
        foreach (var change in changes)
        {
            Guid? before = last.TryGetValue(change.Id, out var earlier) ? earlier.Content : known.TryGetValue(change.Id, out var content) ? content : (Guid?)null;
            last[change.Id] = change;
            if (change.Content == before)
            {
                continue;
            }

            if (change.IsDelete)
            {
                deletedAt[change.Id] = effective.Count;
            }

            effective.Add(change);
        }

        return new NetChanges(
            [.. effective.Where((change, at) => change.IsDelete && deletedAt[change.Id] == at && known.ContainsKey(change.Id))],
            [.. effective.Where((change, at) => !change.IsDelete && at > deletedAt.GetValueOrDefault(change.Id, -1))],
            last.Values);
    }
}
