namespace MeshStarter.Cli.Findings;

/// <summary>The forms in which findings are written.</summary>
internal enum FindingFormat
{
    /// <summary>A line each, for people.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,

    /// <summary>Workflow commands of GitHub, which shows them at their lines.</summary>
    GitHub,

    /// <summary>A document of SARIF 2.1.0.</summary>
    Sarif,

    /// <summary>A document of JUnit's XML.</summary>
    JUnit,

    /// <summary>A line each, as builds and editors read it: <c>file(line,column): error rule: text</c>, with the file's full path.</summary>
    MSBuild,
}
