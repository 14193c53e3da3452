namespace MeshStarter.TestKit;

/// <summary>A folder of files that are being written, as a process leaves it that is killed.</summary>
public static class LeftFolder
{
    /// <summary>Makes one among those of other processes.</summary>
    /// <param name="beginning">How the names of such folders begin.</param>
    /// <returns>Its path; the lock is a file alongside it.</returns>
    public static string Make(string beginning)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{beginning}{Guid.NewGuid():N}");
        // Another test may clear at any time what has no holder.
        using var held = new FileStream(path + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Directory.CreateDirectory(Path.Combine(path, "rows"));
        File.WriteAllText(Path.Combine(path, "rows", "rows.tmp"), "rows");
        return path;
    }

    /// <summary>Waits until it is gone; another test may be what clears it.</summary>
    /// <param name="path">Its path.</param>
    public static Task IsGoneAsync(string path) => Eventually.HoldsAsync(() => !Directory.Exists(path) && !File.Exists(path + ".lock"), $"{path} is cleared");
}
