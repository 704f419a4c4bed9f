namespace Rathaus.Kernel.Commands;

/// <summary>The words behind a verb, split into options (<c>--name value</c> or <c>--flag</c>) and the rest.</summary>
public sealed class CommandLine
{
    private readonly Dictionary<string, string> options;

    private CommandLine(Dictionary<string, string> options, IReadOnlyList<string> arguments)
    {
        this.options = options;
        Arguments = arguments;
    }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Where results go.</summary>
    public TextWriter Out { get; init; } = Console.Out;

    /// <summary>Where the one clear line of a refusal goes.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    public TextReader In { get; init; } = Console.In;

    /// <summary>The same call with its results written elsewhere.</summary>
    public CommandLine WritingTo(TextWriter output) => new(options, Arguments) { Out = output, Error = Error, In = In };

    /// <param name="words">What stands behind the verb.</param>
    /// <param name="valued">Options that take a value, with their dashes.</param>
    /// <param name="flags">Options without a value.</param>
    /// <exception cref="CommandLineException">An option is unknown, doubled or lacks its value.</exception>
    public static CommandLine Parse(
        IReadOnlyList<string> words, IReadOnlyCollection<string> valued, IReadOnlyCollection<string> flags)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var arguments = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Add(word);
                continue;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            string value;
            if (flags.Contains(name) && equals < 0)
                value = "true";
            else if (!valued.Contains(name))
                throw new CommandLineException($"unknown option {name}");
            else if (equals >= 0)
                value = word[(equals + 1)..];
            else if (i + 1 < words.Count)
                value = words[++i];
            else
                throw new CommandLineException($"option {name} needs a value");

            if (!options.TryAdd(name, value))
                throw new CommandLineException($"option {name} is given twice");
        }

        return new CommandLine(options, arguments);
    }

    /// <summary>The same words with other writers, for tests and for commands that call commands.</summary>
    public CommandLine With(TextWriter output, TextWriter error) =>
        new(options, Arguments) { Out = output, Error = error, In = In };

    /// <summary>The same call with its lines read elsewhere.</summary>
    public CommandLine Reading(TextReader input) => new(options, Arguments) { Out = Out, Error = Error, In = input };

    public string? Option(string name) => options.GetValueOrDefault(name);

    public bool Flag(string name) => options.ContainsKey(name);
}

/// <summary>The call's words are off: one line on stderr, exit code 2.</summary>
public sealed class CommandLineException(string message) : Exception(message);
