using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.TestKit;

/// <summary>A folder that is made once for what it is made from, by one process, and kept for all later ones under <c>artifacts/</c>.</summary>
public static class KeptFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Finds or makes it.</summary>
    /// <param name="kind">Name of the folder in <c>artifacts/</c> that holds all of its kind.</param>
    /// <param name="madeFrom">All that decides its content: where that differs it is another folder.</param>
    /// <param name="makeAsync">Fills the empty folder in its place; returns why that cannot be done, null where it is done.</param>
    /// <returns>The folder, and why it could not be made.</returns>
    public static async Task<(string Folder, string? Missing)> GetAsync(string kind, string madeFrom, Func<string, Task<string?>> makeAsync)
    {
        var kinds = ArtifactsFolder.Of(kind);
        var folder = Path.Combine(kinds, Key(madeFrom));
        var complete = folder + ".complete";
        if (File.Exists(complete))
        {
            return (folder, null);
        }

        using var patience = new CancellationTokenSource(Patience);
        await using var turn = await FileTurn.TakeAsync(folder + ".lock", patience.Token);
        if (File.Exists(complete))
        {
            return (folder, null);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        if (await makeAsync(folder) is { } missing)
        {
            return (folder, missing);
        }

        await File.WriteAllTextAsync(complete, "", CancellationToken.None);
        return (folder, null);
    }

    /// <summary>A short name for a text.</summary>
    public static string Key(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
