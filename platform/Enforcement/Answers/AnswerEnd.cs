namespace MeshStarter.Platform.Enforcement.Answers;

/// <summary>The cause by which access to an open answer ends before its last row.</summary>
/// <param name="Message">The sentences that its reader gets.</param>
/// <param name="Recorded">The sentence of the audit record.</param>
public sealed record AnswerEnd(string Message, string Recorded)
{
    /// <summary>The word that a message begins with.</summary>
    public const string Revoked = "grant-revoked";

    /// <summary>A grant has ended.</summary>
    public static AnswerEnd OfGrant { get; } = new(
        $"{Revoked}: the grant that this answer rests on has ended or was taken back. Ask again to get what you may see now.",
        "A grant that the answer rested on has ended.");

    /// <summary>Other rules are in force, by which the reader gets less.</summary>
    public static AnswerEnd OfRules { get; } = new(
        $"{Revoked}: the rules have changed since this answer began, and by them you may see less of it. Ask again to get what you may see now.",
        "The rules have changed since the answer began, and by them its reader sees less of it.");
}
