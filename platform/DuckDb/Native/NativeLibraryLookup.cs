using System.Reflection;
using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

/// <summary>
/// Finds libduckdb. The build fetches the engine's own library (eng/Natives.targets), and this room binds to its C API: docs/decisions/0010-libraries.md
/// says what DuckDB.NET.Bindings lacks.
/// </summary>
internal static class NativeLibraryLookup
{
    internal const string EnvironmentVariable = "MESH_DUCKDB_LIBRARY";
    internal const string MetadataKey = "MeshStarter.DuckDb.NativeLibrary";

    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLookup).Assembly, static (name, _, _) =>
            name == NativeMethods.Library ? Load(Candidates()) : 0);

    /// <summary>The library that is loaded: the first candidate that exists; null where none does.</summary>
    internal static string? Find() => Candidates().Select(candidate => candidate.Path).FirstOrDefault(File.Exists);

    /// <summary>Loads the first candidate that exists; says what was tried when none does.</summary>
    internal static nint Load(IEnumerable<Candidate> candidates)
    {
        var tried = new List<string>();
        foreach (var candidate in candidates)
        {
            if (!File.Exists(candidate.Path))
            {
                tried.Add($"{candidate.Path} ({candidate.Source}): not there");
                // An explicit wish is not silently replaced by another library.
                if (candidate.Explicit)
                {
                    break;
                }

                continue;
            }

            try
            {
                return NativeLibrary.Load(candidate.Path);
            }
            catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
            {
                throw new DllNotFoundException($"The DuckDB library {candidate.Path} ({candidate.Source}) does not load: {cause.Message}", cause);
            }
        }

        throw new DllNotFoundException(
            $"The DuckDB library was not found. Searched: {string.Join("; ", tried)}. " +
            $"Fix: build the project once (the build fetches the library), or set {EnvironmentVariable} to the path of {FileName} 1.5.");
    }

    internal static IEnumerable<Candidate> Candidates()
    {
        var wish = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(wish))
        {
            yield return new(wish, $"environment variable {EnvironmentVariable}", Explicit: true);
        }

        foreach (var metadata in typeof(NativeLibraryLookup).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
        {
            if (metadata.Key == MetadataKey && !string.IsNullOrEmpty(metadata.Value))
            {
                yield return new(metadata.Value, "fetched by the build", Explicit: false);
            }
        }

        var folder = AppContext.BaseDirectory;
        yield return new(Path.Combine(folder, FileName), "application folder", Explicit: false);
        yield return new(Path.Combine(folder, "runtimes", RuntimeIdentifier, "native", FileName), "application folder", Explicit: false);
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    // Not the runtime's own identifier, which may name a distribution.
    private static string RuntimeIdentifier =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    internal readonly record struct Candidate(string Path, string Source, bool Explicit);
}
