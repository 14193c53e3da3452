using System.ComponentModel;
using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>A file system of its own with little room, to be full. Only root can mount one.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    private SmallDisk(string folder) => (Folder, _filler) = (folder, Path.Combine(folder, "filler"));

    /// <summary>The folder at which it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts one, or skips the test.</summary>
    /// <param name="kibibytes">Its size.</param>
    public static SmallDisk Mount(int kibibytes)
    {
        var disk = Find(kibibytes);
        Skip.If(disk is null, Missing);
        return disk!;
    }

    /// <summary>Reason to skip a test that needs one.</summary>
    public static string Missing => "only root can mount a file system, where the machine has tmpfs";

    /// <summary>Mounts one, for a fixture; null where that cannot be.</summary>
    /// <param name="kibibytes">Its size.</param>
    public static SmallDisk? Find(int kibibytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("mesh-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=700", "tmpfs", folder))
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    /// <summary>Fills it.</summary>
    /// <param name="leave">The bytes that stay free.</param>
    public void Fill(long leave = 0)
    {
        using var file = new FileStream(_filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[4096, 1])
        {
            try
            {
                var block = new byte[size];
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // full
            }
        }

        file.SetLength(file.Length - leave);
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(_filler);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a program; false where it fails, or there is none of its name.</summary>
    internal static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
