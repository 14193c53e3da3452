namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Another process reads the source now.</summary>
internal sealed class TurnLostException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TurnLostException() : this("Another process of the domain reads the source.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public TurnLostException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public TurnLostException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
