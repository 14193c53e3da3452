using System;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>A line on the terminal at every verbosity: `dotnet run` and `dotnet test` build at one that shows no message of MSBuild.</summary>
public sealed class Say : Task
{
    [Required]
    public string Text { get; set; }

    public override bool Execute()
    {
        Console.Error.WriteLine(Text);
        return true;
    }
}
