using System.Reflection;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A commit alone changes no assembly that is run from the repository: the next build would compile every project again.</summary>
public sealed class CommitTests
{
    [SkippableFact]
    public void Assembly_that_is_run_from_the_repository_does_not_name_its_commit()
    {
        var assembly = typeof(CommitTests).Assembly;
        Skip.If(assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration == "Release", "a release names its commit");

        Assert.DoesNotContain("+", assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, StringComparison.Ordinal);
    }
}
