using System;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>A line on the terminal at every verbosity: `dotnet run` builds at one that shows no message of MSBuild.</summary>
public sealed class Say : Task
{
    [Required]
    public string Text { get; set; }

    public override bool Execute()
    {
        // The empty line after it is the one that the terminal logger draws over, where that is at work.
        Console.Error.WriteLine(Console.IsOutputRedirected ? Text : Text + Environment.NewLine);
        return true;
    }
}
