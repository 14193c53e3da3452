using MeshStarter.Contracts;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Failure for want of what a request needs: it is answered with 503 and the message.</summary>
public abstract class UnavailableException : Exception
{
    /// <inheritdoc/>
    protected UnavailableException(string message) : base(message) { }

    /// <inheritdoc/>
    protected UnavailableException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>The type of the problem, of <see cref="ProblemTypes"/>.</summary>
    public virtual string ProblemType => ProblemTypes.Unavailable;

    /// <summary>Whether a retry does not succeed before someone has corrected the cause: the answer has no <c>Retry-After</c>. Default false.</summary>
    public virtual bool IsLasting => false;
}
