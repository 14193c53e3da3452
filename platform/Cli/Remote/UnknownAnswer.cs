using System.Text.Json;
using MeshStarter.Contracts.Discovery;

namespace MeshStarter.Cli.Remote;

/// <summary>An answer of a mesh in a form that this program does not know, as one of another version may give.</summary>
internal static class UnknownAnswer
{
    /// <summary>Whether a failure is that of such an answer.</summary>
    public static bool Is(Exception failure) => failure is JsonException or KeyNotFoundException || IsOfAnotherKind(failure);

    /// <summary>Returns the line about it.</summary>
    public static string Message(Exception failure) =>
        $"The mesh answers in a form that this program, of version {MeshDocument.OwnVersion}, does not know: {failure.Message.ReplaceLineEndings(" ")} Use the mesh command of the mesh's version, MeshStarter.Cli.";

    // As JsonElement refuses to be read as what it is not: a list as an object, a number as text.
    private static bool IsOfAnotherKind(Exception failure) => failure is InvalidOperationException && failure.TargetSite?.DeclaringType?.Assembly == typeof(JsonElement).Assembly;
}
