using System.CommandLine;

namespace MeshStarter.Cli.Commands;

/// <summary>The option <c>--reason</c> of commands that decide, which the audit trail keeps.</summary>
internal static class ReasonOption
{
    public static Option<string> Create() => new("--reason") { Description = "Why, in a sentence", Required = true };
}
