namespace MeshStarter.TestKit;

/// <summary>A file system of its own whose writes can be made to hang, as those of a disk that fails. Only root can mount one.</summary>
public sealed class FreezableDisk : IDisposable
{
    private readonly string _image;
    private bool _isFrozen;

    private FreezableDisk(string folder, string image) => (Folder, _image) = (folder, image);

    /// <summary>The folder at which it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts one, or skips the test.</summary>
    public static FreezableDisk Mount()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root can mount a file system");
        var image = Path.GetTempFileName();
        using (var file = new FileStream(image, FileMode.Open))
        {
            file.SetLength(8 << 20);
        }

        var folder = Directory.CreateTempSubdirectory("mesh-disk-").FullName;
        var isMounted = SmallDisk.Run("mkfs.ext4", "-q", "-F", image) && SmallDisk.Run("mount", "-o", "loop", image, folder);
        if (!isMounted)
        {
            File.Delete(image);
            Directory.Delete(folder);
        }

        Skip.IfNot(isMounted, "this machine mounts no image of a file system");
        return new FreezableDisk(folder, image);
    }

    /// <summary>Makes each write wait from now on.</summary>
    public void Freeze() => _isFrozen = SmallDisk.Run("fsfreeze", "-f", Folder) ? true : throw new InvalidOperationException("The file system does not freeze.");

    /// <summary>Lets the writes that wait go on.</summary>
    public void Thaw()
    {
        if (_isFrozen)
        {
            SmallDisk.Run("fsfreeze", "-u", Folder);
        }

        _isFrozen = false;
    }

    public void Dispose()
    {
        Thaw();
        SmallDisk.Run("umount", "-l", Folder);
        Directory.Delete(Folder);
        File.Delete(_image);
    }
}
