namespace MeshStarter.Platform.Iceberg;

/// <summary>A change that would break a rule of Iceberg. It is not done, and asking again does not help.</summary>
public sealed class IcebergValidationException : IcebergException
{
    /// <summary>Makes the exception with a text that names the offender and the rule.</summary>
    public IcebergValidationException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public IcebergValidationException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public IcebergValidationException() : this("The change breaks a rule of Iceberg.")
    {
    }
}
