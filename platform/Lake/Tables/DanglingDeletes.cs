using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>Files of deletes whose rows are all gone. They delete nothing and are read with every plan, until a commit takes them away.</summary>
internal static class DanglingDeletes
{
    /// <summary>Those of a state that apply to none of some files, by what manifests say of them.</summary>
    /// <param name="state">The state, planned whole.</param>
    /// <param name="files">The files of rows that it has, or is to have.</param>
    public static IReadOnlyList<DeleteFile> Of(ScanPlan state, IEnumerable<FileScan> files)
    {
        if (state.Deletes.Count == 0)
        {
            return [];
        }

        var index = new DeleteIndex(state.Metadata.PartitionSpecs);
        foreach (var delete in state.Deletes)
        {
            index.Add(delete);
        }

        var needed = files.SelectMany(file => index.Of(file.File, file.SequenceNumber)).Select(delete => delete.File.Location).ToHashSet(StringComparer.Ordinal);
        return [.. state.Deletes.Where(delete => !needed.Contains(delete.File.Location))];
    }
}
