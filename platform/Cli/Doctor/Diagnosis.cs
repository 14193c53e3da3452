namespace MeshStarter.Cli.Doctor;

/// <summary>The result of one check of the doctor.</summary>
/// <param name="Name">The thing that was checked, such as <c>node</c>.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Found">The finding in words.</param>
/// <param name="Fix">The command or step that fixes it; null where nothing is to fix.</param>
internal sealed record Diagnosis(string Name, DiagnosisState State, string Found, string? Fix = null)
{
    /// <summary>Something is there.</summary>
    public static Diagnosis Ok(string name, string found) => new(name, DiagnosisState.Ok, found);

    /// <summary>Something is missing.</summary>
    public static Diagnosis Missing(string name, string found, string fix) => new(name, DiagnosisState.Missing, found, fix);

    /// <summary>Something cannot be said, or is not needed now.</summary>
    public static Diagnosis Note(string name, string found, string? fix = null) => new(name, DiagnosisState.Note, found, fix);
}

/// <summary>States of what the doctor checks. On the wire in lower case.</summary>
internal enum DiagnosisState
{
    /// <summary>It is there.</summary>
    Ok,

    /// <summary>It is not needed now, or nothing is known.</summary>
    Note,

    /// <summary>It is missing.</summary>
    Missing,
}
