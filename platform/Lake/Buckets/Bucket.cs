using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>
/// The object storage that one domain owns: a folder on this machine. Only the domain's own service writes to it.
/// </summary>
public sealed class Bucket
{
    /// <summary>Opens a bucket, making its folder (only its owner may enter it) when it is not there yet.</summary>
    /// <param name="root">Absolute path of the folder.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public Bucket(string root)
    {
        Root = Path.GetFullPath(root);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        else
        {
            Directory.CreateDirectory(Root);
        }
    }

    /// <summary>Absolute path of the bucket.</summary>
    public string Root { get; }

    /// <summary>Where the files of a product's table lie: each major version has a table of its own.</summary>
    public string TableLocation(DataProductId product, ProductVersion version) =>
        Path.Combine(Root, product.Product, $"v{version.Major}");

    /// <summary>Whether a path lies in this bucket.</summary>
    public bool Contains(string path) =>
        Path.GetFullPath(path).StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
