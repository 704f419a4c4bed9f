using System.Diagnostics;
using static Rathaus.Cel.Tests.Expressions;

namespace Rathaus.Cel.Tests;

/// <summary>Bounded error, never a stack overflow or a hang. Each runs on a thread with a small stack.</summary>
public sealed class HostileInputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Ten_megabytes_of_source_are_refused_unread()
    {
        var fault = Bounded(() => Fault(new string('x', 10_000_000)));

        Assert.Contains("10000000 characters", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.ToString().Length < 500);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{1: ", "}")]
    [InlineData("size(", ")")]
    [InlineData("a[", "]")]
    [InlineData("[1].map(x, ", ")")]
    [InlineData("cel.bind(x, 1, ", ")")]
    [InlineData("true ? 1 : ", "")]
    [InlineData("-(", ")")]
    [InlineData("!(", ")")]
    public void Ten_thousand_nested_brackets_are_a_fault(string open, string close)
    {
        var source = string.Concat(Enumerable.Repeat(open, 9_000)) + "1" + string.Concat(Enumerable.Repeat(close, 9_000));

        Assert.NotEmpty(Bounded(() => Fault(source)).Message);
    }

    [Theory]
    [InlineData("", "1 + ", "1")]
    [InlineData("a", ".b", "")]
    [InlineData("a", "[0]", "")]
    [InlineData("a", ".b()", "")]
    public void A_long_chain_that_would_be_a_deep_tree_is_a_fault(string start, string link, string end)
    {
        var fault = Bounded(() => Fault(start + string.Concat(Enumerable.Repeat(link, 10_000)) + end));

        Assert.Contains("nests too deep", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_that_is_flat_is_none()
    {
        var source = string.Join(" && ", Enumerable.Repeat("true", 10_000)) + " && " + new string('!', 1_000) + "true";

        Assert.True(Bounded(() => Evaluate(source)).AsBool);
        Assert.Equal(1, Bounded(() => Evaluate(new string('-', 10_000) + "1")).AsInt);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(a*)*b")]
    [InlineData("(.*a){20}")]
    [InlineData("((a{0,30}){0,30})$")]
    public void A_catastrophic_pattern_takes_bounded_time(string pattern)
    {
        var value = Bounded(() => Evaluate($"text.matches('{pattern}')", ("text", CelType.String, CelValue.Of(new string('a', 50_000) + "!"))));

        Assert.True(value.IsError || value.Kind == CelKind.Bool);
    }

    [Theory]
    [InlineData("((a{1000}){1000}){1000}")]
    [InlineData("a{999999999999}")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\\\1")]
    public void A_pattern_beyond_the_limits_is_an_error(string pattern)
    {
        Assert.True(Bounded(() => Evaluate($"'aaa'.matches('{pattern}')")).IsError);
    }

    [Fact]
    public void A_thousand_slow_patterns_do_not_add_up()
    {
        var text = ("text", CelType.String, CelValue.Of(new string('a', 900_000)));

        Assert.True(Bounded(() => Evaluate(
            "[text].map(x, [1,2,3,4,5,6,7,8,9,10]).all(l, l.all(i, l.all(j, l.all(k, text.matches('(.*a.*b)' + string(i) + string(j) + string(k)) || true))))", text)).IsError);
    }

    [Theory]
    [InlineData("lists.range(100000).map(i, [i]).distinct().size() == 100000")]
    [InlineData("sets.contains(lists.range(60000).map(i, {'a': i}), lists.range(60000).map(i, {'a': i}))")]
    [InlineData("lists.range(900000).map(a, lists.range(900000)) == []")]
    public void Sets_of_many_lists_take_bounded_time(string source)
    {
        var value = Bounded(() => Evaluate(source));

        Assert.True(value.IsError || value.AsBool);
    }

    [Fact]
    public void Nested_comprehensions_end_at_the_step_limit()
    {
        var list = ("l", CelType.List(CelType.Int), CelValue.List([.. Enumerable.Range(0, 10_000).Select(i => CelValue.Of((long)i))]));

        var value = Bounded(() => Evaluate("l.all(a, l.all(b, l.all(c, a + b + c >= 0)))", list));
        Assert.Contains("steps", value.ErrorMessage, StringComparison.Ordinal);
        Assert.True(Bounded(() => Evaluate("l.exists(a, l.exists(b, 1 / 0 == 1)) || false", list)).IsError);
    }

    [Theory]
    [InlineData("x + x", "'0123456789'")]
    [InlineData("x + x", "[1, 2, 3]")]
    [InlineData("[x, x]", "[1]")]
    [InlineData("{'a': x, 'b': x}", "{'c': 1}")]
    [InlineData("[optional.of(x), optional.of(x)]", "[optional.of(1)]")]
    [InlineData("x + x", "b'0123456789'")]
    [InlineData("x.replace('', x)", "'0123456789'")]
    [InlineData("[x, x, x].join(x)", "'0123456789'")]
    public void A_value_that_doubles_sixty_times_is_an_error(string doubling, string start)
    {
        var source = string.Concat(Enumerable.Repeat($"cel.bind(x, {doubling}, ", 60)) + "x == x" + new string(')', 60);

        Assert.True(Bounded(() => Evaluate($"cel.bind(x, dyn({start}), {source})")).IsError);
    }

    [Theory]
    [InlineData("'%.999999999f'.format([1.0])")]
    [InlineData("'%s'.format([])")]
    [InlineData("'%'.format([1])")]
    [InlineData("'abc'.substring(-1)")]
    [InlineData("'abc'.substring(0, 9223372036854775807)")]
    [InlineData("'abc'.charAt(-9223372036854775807)")]
    [InlineData("[1][9223372036854775807]")]
    [InlineData("timestamp(9223372036854775807)")]
    [InlineData("timestamp('2026-01-01T00:00:00+99:99')")]
    [InlineData("duration('99999999999999999999999999999h')")]
    [InlineData("duration(9223372036854775807)")]
    [InlineData("base64.decode('%%%')")]
    [InlineData("18446744073709551615u * 18446744073709551615u")]
    [InlineData("math.bitShiftLeft(1, -1)")]
    public void An_absurd_argument_is_an_error(string source)
    {
        Assert.True(Bounded(() => Evaluate(source)).IsError);
    }

    [Fact]
    public void Unpaired_surrogates_and_control_characters_pass_through_texts()
    {
        var text = ("s", CelType.String, CelValue.Of("a\ud800\u0000b"));

        Assert.Equal(4, Evaluate("size(s)", text).AsInt);
        Assert.Equal("b\u0000\ud800a", Evaluate("s.reverse()", text).AsString);
        Assert.True(Evaluate("strings.quote(s).size() > 4 && bytes(s).size() > 4 && s.split('').size() == 4", text).AsBool);
    }

    [Fact]
    public void Random_text_never_throws()
    {
        const string Alphabet = "ab1.?:[](){}'\"\\,+-*/%!&|<>= \n`uxe0in\u00e9";
        var seed = 12_345UL;
        for (var i = 0; i < 20_000; i++)
        {
            var source = new char[1 + (int)(Next() % 25)];
            for (var j = 0; j < source.Length; j++)
                source[j] = Alphabet[(int)(Next() % (ulong)Alphabet.Length)];
            var text = new string(source);
            var compilation = CelEnvironment.Rathaus.CompileUnchecked(text);
            Assert.True(compilation.Succeeded || compilation.Faults.Count > 0, text);
            _ = compilation.Program?.Evaluate();
            _ = CelEnvironment.Rathaus.Compile(text).Program?.Evaluate();
        }

        // xorshift64: the same texts on every run.
        ulong Next()
        {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            return seed;
        }
    }

    private static T Bounded<T>(Func<T> run)
    {
        T? result = default;
        Exception? thrown = null;
        var started = Stopwatch.GetTimestamp();
        var thread = new Thread(() =>
        {
            try
            {
                result = run();
            }
#pragma warning disable CA1031 // Handed to the test's own thread below.
            catch (Exception e)
#pragma warning restore CA1031
            {
                thrown = e;
            }
        }, 512 * 1024) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Patience), "takes too long");
        Assert.True(thrown is null, thrown?.ToString());
        Assert.True(Stopwatch.GetElapsedTime(started) < Patience);
        return result!;
    }
}
