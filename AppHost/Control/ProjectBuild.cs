using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using MeshStarter.Cli;

namespace MeshStarter.AppHost.Control;

/// <summary>Builds a project of the mesh, in the configuration of this AppHost.</summary>
internal static class ProjectBuild
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string Configuration = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    /// <summary>Compiles a project as a build does, without touching the files that its process has open: the assembly with its resources is in obj/.</summary>
    /// <returns>The reason why not; null if it compiles.</returns>
    public static Task<string?> CompileAsync(string project, Func<string, Task> write, CancellationToken cancellationToken) => RunAsync(project, ["-t:PrepareForBuild;ResolveReferences;PrepareResources;Compile"], write, cancellationToken);

    /// <summary>Builds a project.</summary>
    /// <returns>The reason why not; null if it is built.</returns>
    public static Task<string?> BuildAsync(string project, Func<string, Task> write, CancellationToken cancellationToken) => RunAsync(project, [], write, cancellationToken);

    private static async Task<string?> RunAsync(string project, string[] targets, Func<string, Task> write, CancellationToken cancellationToken)
    {
        // A node that stays for later builds would keep this pipe open. Most of the rooms below the project are as they were: one node is done with all of
        // them before a second one has started.
        var dotnet = new ProcessStartInfo("dotnet", ["build", project, "-c", Configuration, "-v", "q", "--nologo", "-m:1", "-nodeReuse:false", "-clp:ErrorsOnly;NoSummary", .. targets])
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        try
        {
            var (exitCode, output, errors) = await ProgramCall.RunAsync(dotnet, Patience, cancellationToken);
            if (exitCode == 0)
            {
                return null;
            }

            foreach (var line in Lines(output).Concat(Lines(errors)).Distinct(StringComparer.Ordinal))
            {
                await write(line);
            }

            return "its build failed.";
        }
        catch (Win32Exception) when (!File.Exists(project))
        {
            return $"{project} is gone. Start the mesh again: its domains are those of the repository's folders.";
        }
        catch (Win32Exception missing)
        {
            return $"dotnet cannot be started: {missing.Message}.";
        }
        catch (TimeoutException)
        {
            return "its build did not end in ten minutes.";
        }
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
