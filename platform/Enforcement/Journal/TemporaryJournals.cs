using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>The folders of journals in the temporary folder, which services in Development have until they end.</summary>
internal static class TemporaryJournals
{
    /// <summary>Makes the folder of a service's journal, and removes those without records that killed processes of the service left.</summary>
    public static string Make(string service)
    {
        var beginning = $"mesh-audit-{service}-";
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), beginning + "*").Where(JournalFiles.HasJournal).ToList())
        {
            RemoveLeft(folder);
        }

        return Directory.CreateTempSubdirectory(beginning).FullName;
    }

    /// <summary>Removes the folder of a journal that has ended, unless another process that starts is about to.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left is removed by the next start.
        }
    }

    private static void RemoveLeft(string folder)
    {
        try
        {
            bool isEmpty;
            // A live process holds it.
            using (OwnerFile.Open(Path.Combine(folder, JournalFiles.Lock), FileMode.OpenOrCreate, FileShare.None))
            {
                isEmpty = JournalFiles.Segments(folder).Count == 0;
            }

            if (isEmpty)
            {
                Remove(folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in use, or another process removes it.
        }
    }
}
