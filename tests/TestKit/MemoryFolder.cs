using System.Globalization;

namespace MeshStarter.TestKit;

/// <summary>
/// The file system in memory that Linux has: tests write thousands of small files, and most of the time that takes is the disk's journal. It is taken
/// where there is room for it, programs may be run from it, and <c>TMPDIR</c> is not set.
/// </summary>
public static class MemoryFolder
{
    private const string Memory = "/dev/shm";
    private const string OfProcess = "mesh-test-memory-";
    private const long LeastFree = 4L << 30;
    private const long LeastAvailable = 8L << 30;

    private const UnixFileMode ForAll = UnixFileMode.StickyBit | (UnixFileMode)0b111_111_111;
    private const UnixFileMode Passage = (UnixFileMode)0b111_101_101;

    private static readonly string Otherwise = Path.GetTempPath();
    private static readonly Lazy<bool> IsTaken = new(() => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TMPDIR")) && IsRoomy());

    /// <summary>Lets the temporary files of this process, and of those that it starts, be in memory. They go with this process.</summary>
    public static void TakeTemporaryFiles()
    {
        if (!OperatingSystem.IsLinux() || !IsTaken.Value)
        {
            return;
        }

        foreach (var left in Directory.EnumerateDirectories(Memory, OfProcess + "*"))
        {
            if (int.TryParse(Path.GetFileName(left)[OfProcess.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !Directory.Exists($"/proc/{process}"))
            {
                Delete(left);
            }
        }

        var folder = Path.Combine(Memory, string.Create(CultureInfo.InvariantCulture, $"{OfProcess}{Environment.ProcessId}"));
        try
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, ForAll); // also of those that run as another user
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return; // then the disk
        }

        Environment.SetEnvironmentVariable("TMPDIR", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
    }

    /// <summary>Makes a folder that outlives this process; other users can pass through it.</summary>
    /// <param name="prefix">What its name begins with.</param>
    internal static string Create(string prefix)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateTempSubdirectory(prefix).FullName;
        }

        var folder = Directory.CreateDirectory(Path.Combine(IsTaken.Value ? Memory : Otherwise, $"{prefix}{Guid.NewGuid():N}")).FullName;
        File.SetUnixFileMode(folder, Passage);
        return folder;
    }

    private static bool IsRoomy()
    {
        try
        {
            // tmpfs /dev/shm tmpfs rw,relatime,size=24684096k 0 0
            var options = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).LastOrDefault(mount => mount is [_, Memory, "tmpfs", ..])?[3].Split(',');
            // MemAvailable:   20549792 kB
            var available = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return options is not null && options.Contains("rw", StringComparer.Ordinal) && !options.Contains("noexec", StringComparer.Ordinal)
                && new DriveInfo(Memory).AvailableFreeSpace >= LeastFree && long.Parse(available, CultureInfo.InvariantCulture) << 10 >= LeastAvailable;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return false; // then the disk
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // A program of the tests writes there still; the next run deletes it.
        }
    }
}
