using System.Runtime.InteropServices;
using MeshStarter.DuckDb;

namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>A file, or a folder with all that is in it, that a worker may open.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="IsExecutable">Whether it may be executed.</param>
internal readonly record struct ReadableFile(string Path, bool IsFolder, bool IsExecutable = false);

/// <summary>The files of the system, the runtime and this program that a worker reads. Settings and other files next to the program are not among them.</summary>
internal static class ReadableFiles
{
    /// <param name="host">The .NET host.</param>
    /// <param name="program">The worker's assembly.</param>
    public static IReadOnlyList<ReadableFile> Of(string host, string program)
    {
        var installed = Path.GetDirectoryName(host)!;
        var folder = Path.GetDirectoryName(program)!;
        string[] executable = ["/lib", "/lib64", "/usr/lib", "/usr/lib64"];
        string[] readable =
        [
            Path.Combine(installed, "host"), Path.Combine(installed, "shared"), Path.Combine(folder, "runtimes"),
            "/sys/devices/system", "/sys/fs/cgroup",
        ];
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*.dll"), .. Directory.EnumerateFiles(folder, "*.so"),
            Path.ChangeExtension(program, ".deps.json"), Path.ChangeExtension(program, ".runtimeconfig.json"), DuckDbDatabase.LibraryPath ?? "",
            "/etc/ld.so.cache", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/dev/null", "/dev/urandom", "/dev/random",
        ];
        return
        [
            new(host, IsFolder: false, IsExecutable: true),
            .. executable.Where(Directory.Exists).Select(path => new ReadableFile(path, IsFolder: true, IsExecutable: true)),
            .. readable.Where(Directory.Exists).Select(path => new ReadableFile(path, IsFolder: true)),
            .. Libraries().Select(path => new ReadableFile(path, IsFolder: false, IsExecutable: true)),
            .. files.Where(File.Exists).Select(path => new ReadableFile(path, IsFolder: false)),
        ];
    }

    // Those of this process, which runs the same runtime: some systems have them elsewhere (Nix, Snap).
    private static IEnumerable<string> Libraries() => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var path ? line[path..] : "")
        .Where(path => Path.GetFileName(path).Contains(".so", StringComparison.Ordinal) && File.Exists(path))
        .Distinct(StringComparer.Ordinal);

    /// <summary>The .NET host of the running process.</summary>
    /// <exception cref="WorkerStartException">It was not found.</exception>
    public static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // …/shared/Microsoft.NETCore.App/10.0.0/
        var root = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent?.Parent?.Parent?.FullName;
        var sibling = root is null ? null : Path.Combine(root, name);
        return sibling is not null && File.Exists(sibling)
            ? sibling
            : throw new WorkerStartException($"The .NET host ({name}) was not found alongside the runtime in {RuntimeEnvironment.GetRuntimeDirectory()}.");
    }
}
