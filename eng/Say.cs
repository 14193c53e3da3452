using System;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes a line to the terminal at every verbosity: `dotnet run` builds at one without MSBuild messages.</summary>
public sealed class Say : Task
{
    [Required]
    public string Text { get; set; }

    public override bool Execute()
    {
        // The terminal logger, if active, overwrites the empty line that follows.
        Console.Error.WriteLine(Console.IsOutputRedirected ? Text : Text + Environment.NewLine);
        return true;
    }
}
