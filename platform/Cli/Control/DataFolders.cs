using System.CommandLine;

namespace MeshStarter.Cli.Control;

/// <summary>The data folders in which the AppHost of this repository may run.</summary>
internal static class DataFolders
{
    private const string Variable = "Mesh__Data";

    /// <summary>Creates the option that names one.</summary>
    public static Option<string?> Option() => new("--data") { Description = $"The mesh's data folder (Mesh:Data); without it {Variable}, or .mesh/imported and .mesh/simulated of this repository" };

    /// <summary>The given folder, that of the environment, or the two of the repository that the current folder is in.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static IReadOnlyList<string> Find(string? given)
    {
        var repository = Repository(Directory.GetCurrentDirectory());
        if (given is { Length: > 0 })
        {
            return [Path.GetFullPath(given)];
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } setting)
        {
            // As the AppHost reads it.
            return [Path.GetFullPath(setting, repository ?? Directory.GetCurrentDirectory())];
        }

        return repository is null
            ? throw new CliException(CliExitCodes.Usage, "--data: the current folder is in no repository with an AppHost. Go to one, or name the mesh's data folder.")
            : [Path.Combine(repository, ".mesh", "imported"), Path.Combine(repository, ".mesh", "simulated")];
    }

    /// <summary>As <see cref="Find"/>; none outside a repository, where there is no mesh to find.</summary>
    public static IReadOnlyList<string> FindOrNone(string? given)
    {
        try
        {
            return Find(given);
        }
        catch (CliException)
        {
            return [];
        }
    }

    private static string? Repository(string folder)
    {
        for (var candidate = folder; candidate is not null; candidate = Path.GetDirectoryName(candidate))
        {
            if (File.Exists(Path.Combine(candidate, "AppHost", "AppHost.csproj")))
            {
                return candidate;
            }
        }

        return null;
    }
}
