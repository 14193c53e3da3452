using System.CommandLine;

namespace MeshStarter.Cli.Commands;

/// <summary><c>mesh policy</c>: what can be done with the mesh's rules.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Test the rules of the mesh") { PolicyTestCommand.Create() };
}
